import { parseArgs } from 'node:util';
import { generateClient } from '#scripts/generate-client.ts';

// `npm run chaos`: many people chat while processes are killed, PostgreSQL is restarted and the model
// misbehaves; then every invariant is checked. `--seconds 120`, `--people 16`, `--seed` as printed.

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    people: { type: 'string', default: '16' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const [seconds, people, seed] = [values.seconds, values.people, values.seed].map(Number);
if (!(seconds && people && seed !== undefined && seed >= 0)) {
  throw new Error('--seconds, --people and --seed take a number.');
}

await generateClient();
// Loaded only now: it imports the client.
const { runChaos } = await import('./run-chaos.ts');
console.log(`\n  Chaos for ${seconds} s with ${people} people, seed ${seed}\n`);
const { broken, counts, troubles } = await runChaos({
  seconds,
  people,
  seed,
  say: (line) => console.log(line),
});

console.log();
for (const [what, count] of Object.entries({ ...troubles, ...counts })) {
  console.log(`  ${String(count).padStart(7)}  ${what}`);
}
console.log();
for (const [invariant, faults] of Object.entries(broken)) {
  console.log(`  ${faults.length === 0 ? 'held  ' : 'BROKEN'}  ${invariant}`);
  for (const fault of faults.slice(0, 3)) console.log(`          ${JSON.stringify(fault)}`);
}
const failed = Object.values(broken).some((faults) => faults.length > 0);
console.log(failed ? `\n  Not everything held. Again: --seed ${seed}\n` : '\n  Everything held.\n');
process.exitCode = failed ? 1 : 0;
