import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Checks,
  listScenarios,
  type Revision,
  revisions,
  runScenarios,
} from '#test/conformance-suite.ts';
import { conformanceTools } from '#test/conformance-tools.ts';
import { startHttpProxy } from '#test/http-proxy.ts';
import { startToolServer } from '#test/tool-server.ts';
import { healthCheck } from './create-protocol-server.ts';

// The official suite against the real HTTP server with its verifier. Only the fixture tools, which
// the suite calls by name, and the proxy, which adds the token it cannot send, are the test's own.

let stack: AsyncDisposableStack;
let url: string;
beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const server = await startToolServer([healthCheck, ...conformanceTools]);
  stack.defer(() => server.stop());
  const proxy = await startHttpProxy(server.url, () => ({
    authorization: `Bearer ${server.token()}`,
  }));
  stack.defer(() => proxy.stop());
  url = `${proxy.url}/mcp`;
});
afterAll(() => stack.disposeAsync());

/** What docs/mcp-conformance.md says does not apply: `scenario`, or `scenario:check` of one that does. */
async function exceptions(revision: Revision): Promise<Set<string>> {
  const page = await readFile('docs/mcp-conformance.md', 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('|'));
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));
  const column = cells[0]?.indexOf(revision) ?? -1;
  const names = cells.flatMap((row) => [...(row[column] ?? '').matchAll(/`([^`]+)`/g)]);
  return new Set(names.map(([, name = '']) => name));
}

/** What did not pass, with the reason: a scenario as a whole when it is excepted, else each check. */
function notPassed(results: Map<string, Checks>, excepted: Set<string>): Map<string, string> {
  const failures = new Map<string, string>();
  for (const [scenario, checks] of results) {
    const failed = checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING');
    const isPassed = failed.length === 0 && checks.some(({ status }) => status === 'SUCCESS');
    if (!isPassed && (failed.length === 0 || excepted.has(scenario))) failures.set(scenario, '');
    for (const { id, errorMessage = '' } of failed) {
      // A message that breaks the protocol's schema is a fault whatever the scenario is about.
      if (excepted.has(scenario) && id !== 'wire-schema-valid') continue;
      failures.set(`${scenario}:${id}`, errorMessage);
    }
  }
  return failures;
}

test.each(revisions)(
  'every server scenario of %s passes but those that the list says do not apply, and each of those does not',
  async (revision) => {
    const [scenarios, results, excepted] = await Promise.all([
      listScenarios(revision),
      runScenarios(url, revision),
      exceptions(revision),
    ]);
    expect([...results.keys()].toSorted()).toEqual(scenarios.toSorted());
    const failures = notPassed(results, excepted);
    const unexpected = [...failures].filter(([name]) => !excepted.has(name));
    expect(Object.fromEntries(unexpected)).toEqual({});
    expect([...failures.keys()].toSorted()).toEqual([...excepted].toSorted());
  },
);
