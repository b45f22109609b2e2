// `npm start`: the whole system with one command; with the argument `dev`, `npm run dev`.
import { runOnProjectNode } from './run-on-project-node.mjs';

await runOnProjectNode('scripts/up.ts');
