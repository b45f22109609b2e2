/** For every run of Next, beside what the pages are configured by. */
export const nextEnvironment = {
  NEXT_TELEMETRY_DISABLED: '1',
  // Next would read .env by itself, and with it the model keys, which pages never see.
  __NEXT_PROCESSED_ENV: '1',
};
