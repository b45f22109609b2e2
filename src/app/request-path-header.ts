/** Carries the path that was asked for from the proxy to the pages: layouts do not know it. */
export const requestPathHeader = 'x-throughline-path';
