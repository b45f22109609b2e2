// `npm test`, and with the argument `full` `npm run test:full`.
import { runOnProjectNode } from './run-on-project-node.mjs';

await runOnProjectNode('scripts/run-tests.ts');
