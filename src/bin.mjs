#!/usr/bin/env node
// The command line's door: TypeScript is loaded as it is, without a build step.
import { register } from 'tsx/esm/api';

register();
await import('./cli.ts');
