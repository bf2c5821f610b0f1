/** The workgroup, and every question of athena/queries as a named query that one click runs. */
import { keyOf } from '../lib/config/lake-config.ts';
import { renderQuery } from '../lib/query/render.ts';
import type { Blueprint } from './blueprint.ts';
import { RESULTS_PREFIX } from './lake-bucket.ts';
import { logicalId, ref, sub, type Resource, type Resources } from './resource.ts';
import { DATABASE } from './tables.ts';

const WORK_GROUP = 'WorkGroup';
const GIGABYTE = 1_000_000_000;
/** docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html. */
const MAX_DESCRIPTION_CHARACTERS = 1024;

const resultEncryption = (kmsKey: string | null) => (kmsKey === null ? { EncryptionOption: 'SSE_S3' } : { EncryptionOption: 'SSE_KMS', KmsKey: kmsKey });

/** Enforced: a client can't choose another place for its results, nor another limit. */
const workGroup = ({ config, names }: Blueprint): Resource => ({
    Type: 'AWS::Athena::WorkGroup',
    Properties: {
        Name: names.workGroup,
        Description: 'Questions about the logs of Cognito user pools',
        // Without it a workgroup in which a query ever ran can't be removed.
        RecursiveDeleteOption: true,
        WorkGroupConfiguration: {
            EnforceWorkGroupConfiguration: true,
            PublishCloudWatchMetricsEnabled: true,
            BytesScannedCutoffPerQuery: config.queryCutOffGb * GIGABYTE,
            EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
            ResultConfiguration: {
                OutputLocation: sub(`s3://${names.lakeBucket}/${RESULTS_PREFIX}`),
                EncryptionConfiguration: resultEncryption(keyOf(config)),
                ExpectedBucketOwner: sub('${AWS::AccountId}'),
            },
        },
    },
});

/** The workgroup and the named queries, with the defaults of their parameters put in. */
export const questions = (blueprint: Blueprint): Resources => ({
    [WORK_GROUP]: workGroup(blueprint),
    ...Object.fromEntries(blueprint.queries.map((query): [string, Resource] => [`Query${logicalId(query.name)}`, {
        Type: 'AWS::Athena::NamedQuery',
        Properties: {
            Name: query.name,
            Description: query.asks.slice(0, MAX_DESCRIPTION_CHARACTERS),
            Database: ref(DATABASE),
            WorkGroup: ref(WORK_GROUP),
            QueryString: renderQuery(query),
        },
    }])),
});
