/** Tests of the config's rules for all roles. */
import { expect, test } from 'vitest';
import { blueprintOf } from '../../infra/blueprint.ts';
import { resourcesOf, stackOf } from '../../infra/stack.ts';
import { parseConfig } from '../../lib/deploy/config/read-config.ts';
import { EXAMPLE_CONFIG } from '../support/fake-account.ts';

const BOUNDARY = 'arn:aws:iam::123456789012:policy/security/Boundary';
const blueprintWith = (...lines: readonly string[]) =>
    blueprintOf(parseConfig(`${EXAMPLE_CONFIG}\n${lines.join('\n')}\n`, 'lake.config.yml'), 'dev');
const rolesOf = (...lines: readonly string[]) =>
    Object.values(resourcesOf(blueprintWith(...lines))).filter(({ Type }) => Type === 'AWS::IAM::Role');

test('every role has the boundary and the path of the config', () => {
    const roles = rolesOf(`permissionsBoundary: ${BOUNDARY}`, 'rolePath: /security/');

    expect(roles.length).toBeGreaterThan(5);
    for (const { Properties } of roles)
        expect(Properties).toMatchObject({ PermissionsBoundary: BOUNDARY, Path: '/security/' });
});

test('without them a role has neither', () => {
    for (const { Properties } of rolesOf()) {
        expect(Properties).not.toHaveProperty('PermissionsBoundary');
        expect(Properties).not.toHaveProperty('Path');
    }
});

test('the buffering of the config is that of both streams, rows and raw backup', () => {
    const intervals = JSON.stringify(resourcesOf(blueprintWith('bufferSeconds: 900'))).match(
        /"IntervalInSeconds":\d+/g,
    );

    expect(intervals).toEqual(Array(4).fill('"IntervalInSeconds":900'));
});

test('the retention of the config is that of the export log groups', () => {
    const config = EXAMPLE_CONFIG.replace('  exports: 30 ', '  exportLogs: 90\n  exports: 30 ');
    const resources = resourcesOf(blueprintOf(parseConfig(config, 'lake.config.yml'), 'dev'));

    for (const id of ['ActivityExportLogGroup', 'NotificationExportLogGroup'])
        expect(resources[id]?.Properties).toMatchObject({ RetentionInDays: 90 });
});

test('tags and protection of the config are passed to the framework', () => {
    expect(stackOf(blueprintWith('tags: { team: security }', 'terminationProtection: false'))).toMatchObject({
        tags: { team: 'security' },
        terminationProtection: false,
    });
    expect(stackOf(blueprintWith())).toMatchObject({ tags: {}, terminationProtection: undefined });
});
