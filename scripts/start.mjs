// `npm start`: the whole system with one command.
import { runOnProjectNode } from './run-on-project-node.mjs';

await runOnProjectNode('scripts/up.ts');
