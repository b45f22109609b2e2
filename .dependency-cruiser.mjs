/**
 * Which folder may import which (docs: README, "The walk of one message"). Each entry says what a
 * folder may use; everything else in the project is refused, with what to do instead.
 */
const allowed = {
  'src/contracts': [],
  'src/config': [],
  'src/platform': ['src/config', 'src/contracts'],
  'src/db': ['src/contracts', 'src/platform'],
  'src/auth': ['src/contracts', 'src/config', 'src/platform', 'src/db'],
  'src/agent': ['src/contracts', 'src/config', 'src/db', 'src/auth', 'src/platform'],
  'src/gateway': ['src/contracts', 'src/config', 'src/platform', 'src/db', 'src/auth', 'src/agent'],
  'src/trpc-client': ['src/contracts', 'src/auth', 'src/config', 'src/gateway'],
  'src/ui': [],
  'src/features': ['src/contracts', 'src/trpc-client', 'src/ui', 'src/auth/browser-client'],
  'src/app': [
    'src/contracts',
    'src/features',
    'src/ui',
    'src/trpc-client',
    'src/auth',
    'src/config',
  ],
  'mcp-server': ['src/contracts', 'src/config', 'src/platform', 'src/db', 'src/auth'],
  'offline-model': ['src/config', 'src/contracts', 'src/platform'],
};

const tests = String.raw`\.(test|full\.test|type-test)\.tsx?$`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(allowed).map(([folder, targets]) => ({
      name: `${folder.replaceAll('/', '-')}-imports`,
      comment: `${folder} may import ${targets.length > 0 ? targets.join(', ') : 'nothing else of the project'}. Move what is shared down into one of these, or hand it in as an argument.`,
      severity: 'error',
      from: { path: `^${folder}/`, pathNot: tests },
      to: {
        path: '^(src|mcp-server|offline-model|scripts|test|prisma|prove|e2e|bench|chaos)/',
        pathNot: [folder, ...targets].map((target) => `^${target}(/|\\.)`),
      },
    })),
    {
      name: 'features-stay-apart',
      comment:
        'A feature never imports another. Compose them in src/app, or move what both need to src/ui.',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/', pathNot: tests },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'contracts-use-zod-alone',
      comment: 'A contract must load anywhere, in a browser as well: zod is all it may use.',
      severity: 'error',
      from: { path: '^src/contracts/', pathNot: tests },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: '(^|/)node_modules/zod/' },
    },
    {
      name: 'one-prisma-door',
      comment: 'Prisma is reached through src/db alone: add a repository function there.',
      severity: 'error',
      from: { path: '^(src|mcp-server)/', pathNot: ['^src/db/', tests] },
      to: { path: ['^src/db/generated/', 'node_modules/@prisma/'] },
    },
    {
      name: 'no-cycles',
      comment: 'Data flows one way. Move the shared part into a file that both import.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'src/db/generated'] },
    exclude: { path: ['\\.next/', 'src/db/generated/.*'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
