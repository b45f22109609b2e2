import { expect, test } from 'vitest';
import { proveReport } from './report.ts';

const result = (meta: object, status = 'passed') => ({
  fullName: 'a test',
  status,
  failureMessages: [],
  meta,
});

test('tries are added up, and a test that fails is a leak', () => {
  const attack = { name: 'forged tokens at every endpoint', tries: 8 };
  const report = proveReport(
    {
      testResults: [
        {
          name: '/prove/tokens/forgeries.test.ts',
          message: '',
          assertionResults: [result({ attack }), result({ attack }, 'failed')],
        },
      ],
    },
    '/',
  );
  expect(report.attacks).toContainEqual({
    name: 'forged tokens at every endpoint',
    threats: 'T4 T10',
    tries: 16,
    leaks: 1,
  });
});
