/** What `npm run prove` tries: a row of its table each, in this order, with the threats it is about. */
export const attacks = {
  'every procedure, as another person': 'T1 T31',
  'every tool over MCP, as another person': 'T1 T31',
  'every tool by way of an agent whose model obeys the attacker': 'T1 T23',
  "SQL as each tier's role on every table": 'T32',
  'random operations of several people': 'T1 T31',
  'input that names a person': 'T1',
  'forged tokens at every endpoint that takes one': 'T4 T10',
  'ways to carry a token other than its own header': 'T3 T4',
  'every kind of token at every endpoint': 'T2 T3 T10',
} as const;

export type AttackName = keyof typeof attacks;
