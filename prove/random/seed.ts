/** A new one each time; `PROVE_SEED` repeats an earlier run. */
export const seed = Number(process.env['PROVE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
