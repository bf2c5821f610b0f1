/** Tests of who may use a customer managed KMS key, and through which services. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blueprintOf } from '../../infra/blueprint.ts';
import { resourcesOf } from '../../infra/stack.ts';
import { EXAMPLE_FILE, readConfig } from '../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';

const KEY_ARN = 'arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555';
const EXAMPLE = readConfig({ path: join(packageRoot(), EXAMPLE_FILE), isExample: true });

type Policy = {
    readonly Statement: readonly {
        readonly Action: readonly string[];
        readonly Resource: readonly unknown[];
        readonly Condition?: { readonly StringEquals?: Readonly<Record<string, unknown>> };
    }[];
};

/** The statements of each role and managed policy of the example with this encryption. */
const statementsById = (encryption: string): ReadonlyMap<string, Policy['Statement']> =>
    new Map(
        Object.entries(resourcesOf(blueprintOf({ ...EXAMPLE, encryption }, 'dev'))).flatMap(([id, { Properties }]) => {
            const { PolicyDocument, Policies = [] } = Properties as {
                readonly PolicyDocument?: Policy;
                readonly Policies?: readonly { readonly PolicyDocument: Policy }[];
            };
            const own = id.endsWith('Policy') && PolicyDocument !== undefined ? [PolicyDocument] : [];
            const all = [...own, ...Policies.map((each) => each.PolicyDocument)].flatMap(({ Statement }) => Statement);
            return all.length === 0 ? [] : [[id, all] as const];
        }),
    );

const isForKey = ({ Resource, Action }: Policy['Statement'][number]): boolean =>
    JSON.stringify(Resource).includes(KEY_ARN) && Action.includes('kms:GenerateDataKey');

const putsRecords = (statements: Policy['Statement']): boolean =>
    statements.some(({ Action }) => [Action].flat().some((action) => action.startsWith('firehose:PutRecord')));

describe('with a customer managed key', () => {
    const statements = [...statementsById(KEY_ARN)];
    const producers = statements.filter(([, all]) => putsRecords(all));

    test('the filters, the transform, the import and operators put records on the streams', () => {
        expect(producers.map(([id]) => id).toSorted()).toEqual([
            'ExportFilterRole',
            'ImportRole',
            'OperatorPolicy',
            'TransformRole',
        ]);
    });

    test.each(producers)('%s may use the key through Firehose', (_, all) => {
        const uses = all.filter(isForKey);

        expect(uses.map(({ Action }) => Action)).toEqual([['kms:Decrypt', 'kms:GenerateDataKey']]);
        expect(JSON.stringify(uses[0]?.Condition?.StringEquals?.['kms:ViaService'])).toContain(
            'firehose.${AWS::Region}.amazonaws.com',
        );
    });

    test('nobody may use it without a service', () => {
        const uses = statements.flatMap(([, all]) => all.filter(isForKey));

        expect(uses.filter(({ Condition }) => Condition?.StringEquals?.['kms:ViaService'] === undefined)).toEqual([]);
    });
});

test('without a customer managed key, no policy names KMS', () => {
    expect(JSON.stringify([...statementsById('aws-owned')])).not.toContain('kms:');
});
