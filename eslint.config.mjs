import tseslint from 'typescript-eslint';

const oneRoomOnly = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Settings are read in src/env.ts only.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Ask the clock you were given (src/clock.ts).',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Ask the clock you were given (src/clock.ts).',
  },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'src/generated',
      '.data',
      'coverage',
      '**/*.mjs',
      '**/*.cjs',
      'src/sandbox/phone',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'jobs/**/*.ts', 'conversations/**/*.ts', 'prisma/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...oneRoomOnly],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['src/env.ts', 'src/clock.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
