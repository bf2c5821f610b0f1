/** The policy for people who ask: this database, this workgroup and its results, and nothing else. */
import { RESULTS_PREFIX } from '../lib/athena/work-group.ts';
import { REPORTS_PREFIX } from '../lib/config/reports-prefix.ts';
import { keyOf } from '../lib/config/lake-config.ts';
import { TABLE_NAMES } from '../schemas/columns.ts';
import { CSV_TABLE_NAMES } from '../schemas/csv-tables.ts';
import { arn, bucketArn, type Blueprint } from './blueprint.ts';
import { allow, policy, type Statement } from './policy.ts';
import { sub, type Resources } from './resource.ts';

/** docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html. */
const WORK_GROUP_ACTIONS = [
    'athena:BatchGetNamedQuery', 'athena:BatchGetQueryExecution', 'athena:GetNamedQuery', 'athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:GetQueryResultsStream',
    'athena:GetQueryRuntimeStatistics', 'athena:GetWorkGroup', 'athena:ListNamedQueries', 'athena:ListQueryExecutions', 'athena:StartQueryExecution', 'athena:StopQueryExecution',
];
const CATALOG_ACTIONS = ['athena:GetDataCatalog', 'athena:GetDatabase', 'athena:GetTableMetadata', 'athena:ListDatabases', 'athena:ListTableMetadata'];
const GLUE_ACTIONS = ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition', 'glue:GetTable', 'glue:GetTables'];
const RESULT_ACTIONS = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'];

/** What of the lake may be read: not raw/, and not errors/. */
const READ_PREFIXES = [...[...TABLE_NAMES, ...CSV_TABLE_NAMES].map((name) => `${name}/`), REPORTS_PREFIX];

const listPrefixes = (bucket: string): Statement => ({
    ...allow(['s3:ListBucket'], [bucketArn(bucket)]),
    Condition: { StringLike: { 's3:prefix': [...READ_PREFIXES, RESULTS_PREFIX].flatMap((prefix) => [prefix, `${prefix}*`, prefix.slice(0, -1)]) } },
});

const useKey = (kmsKey: string): Statement => ({
    ...allow(['kms:Decrypt', 'kms:GenerateDataKey'], [kmsKey]),
    Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Sub': 's3.${AWS::Region}.amazonaws.com' } } },
});

const statementsOf = ({ config, names }: Blueprint): readonly Statement[] => {
    const kmsKey = keyOf(config);
    return [
        allow(WORK_GROUP_ACTIONS, [arn('athena', `workgroup/${names.workGroup}`)]),
        allow(CATALOG_ACTIONS, [arn('athena', 'datacatalog/AwsDataCatalog')]),
        allow(GLUE_ACTIONS, [arn('glue', 'catalog'), arn('glue', `database/${names.database}`), arn('glue', `table/${names.database}/*`)]),
        allow(['s3:GetObject'], READ_PREFIXES.map((prefix) => bucketArn(names.lakeBucket, `/${prefix}*`))),
        allow(RESULT_ACTIONS, [bucketArn(names.lakeBucket, `/${RESULTS_PREFIX}*`)]),
        allow(['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'], [bucketArn(names.lakeBucket)]),
        listPrefixes(names.lakeBucket),
        ...(kmsKey === null ? [] : [useKey(kmsKey)]),
    ];
};

/** A managed policy, to be attached to the roles of analysts. */
export const analysts = (blueprint: Blueprint): Resources => ({
    AnalystPolicy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
            ManagedPolicyName: sub(`${blueprint.names.analystPolicy}-\${AWS::Region}`),
            Description: 'Asks questions of the lake: reads its tables through its workgroup',
            PolicyDocument: policy(statementsOf(blueprint)),
        },
    },
});
