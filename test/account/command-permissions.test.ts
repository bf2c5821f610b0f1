import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analysts } from '../../infra/analysts.ts';
import { blueprintOf } from '../../infra/blueprint.ts';
import { COMMAND_PERMISSIONS } from '../../lib/account/command-permissions.ts';
import { EXAMPLE_FILE, readConfig } from '../../lib/config/read-config.ts';
import { packageRoot } from '../../lib/package-root.ts';

test('the stack’s policy for analysts allows all that query --athena takes', () => {
    const blueprint = blueprintOf(readConfig({ path: join(packageRoot(), EXAMPLE_FILE), isExample: true }), 'test');
    const allowed = new Set([...JSON.stringify(analysts(blueprint)).matchAll(/"([a-z0-9-]+:[A-Z]\w+)"/g)].map(([, action]) => action));
    const asked = COMMAND_PERMISSIONS.find(({ command }) => command === 'query --athena')?.actions ?? [];

    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((action) => !allowed.has(action))).toEqual([]);
});
