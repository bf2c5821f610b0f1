import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { built } from '../../../lib/firehose/built.ts';
import { buildAll } from '../../support/given-replay.ts';

beforeAll(buildAll);

test('what is built is found; what is not is named, with how to build it', () => {
    expect(built('functions', 'transform.cjs')).toBe(join(packageRoot(), 'dist', 'functions', 'transform.cjs'));
    expect(() => built('functions', 'none.cjs')).toThrow(
        `${join(packageRoot(), 'dist', 'functions', 'none.cjs')} is not there. Build it with: npm run build`,
    );
});
