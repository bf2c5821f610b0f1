/** The names of the stack's resources: fixed, so that references need no cycle and commands need no look-up. */
import { UserError } from '../../basics/user-error.ts';
import type { TableName } from '../../../schemas/columns.ts';
import type { LakeConfig } from './lake-config.ts';

/** Where a stack is: pseudo-parameters in a template, the real account and region in a command. */
export type StackLocation = {
    readonly stage: string;
    readonly account: string;
    readonly region: string;
    readonly partition: string;
};

export type StackNames = {
    readonly prefix: string;
    readonly streams: Readonly<Record<TableName, string>>;
    readonly streamLogGroups: Readonly<Record<TableName, string>>;
    readonly exportLogGroups: Readonly<Record<TableName, string>>;
    readonly lakeBucket: string;
    readonly exportBucket: string;
    readonly importQueue: string;
    readonly importDeadLetterQueue: string;
    readonly transformFunction: string;
    readonly importFunction: string;
    readonly reportFunction: string;
    readonly reportScheduleGroup: string;
    readonly findingsTopic: string;
    readonly database: string;
    readonly workGroup: string;
    readonly alarmTopic: string;
    readonly dashboard: string;
    readonly analystPolicy: string;
    readonly operatorPolicy: string;
    readonly keeperPolicy: string;
};

export const SERVICE = 'cognito-log-lake';

/** The default stage of the Serverless Framework. */
const DEFAULT_STAGE = 'dev';

/** The workgroup of the default stage. */
export const DEFAULT_WORK_GROUP = `${SERVICE}-${DEFAULT_STAGE}`;

/** The Glue database of a stack's workgroup. Glue names have no hyphens. */
export const databaseOf = (workGroup: string): string => workGroup.replaceAll('-', '_');

/** A bucket name has 52 characters without the stage in the longest region, of 63 that S3 allows. */
const STAGE = /^[a-z][a-z0-9-]{0,9}$/;

/** Returns the stage. Throws a UserError if it can't be part of a bucket name. */
const checkStage = (stage: string): string => {
    if (!STAGE.test(stage))
        throw new UserError(
            `Invalid stage "${stage}": it becomes part of bucket names. ` +
                'Use at most ten lower-case letters, digits and hyphens, starting with a letter.',
        );
    return stage;
};

const byTable = (nameOf: (suffix: string) => string): Readonly<Record<TableName, string>> => ({
    user_activity: nameOf('user-activity'),
    user_notification: nameOf('user-notification'),
});

/** The names of a stack's resources. */
export const stackNames = (config: LakeConfig, { stage, account, region }: StackLocation): StackNames => {
    const prefix = `${SERVICE}-${checkStage(stage)}`;
    return {
        prefix,
        streams: byTable((suffix) => `${prefix}-${suffix}`),
        streamLogGroups: byTable((suffix) => `/aws/kinesisfirehose/${prefix}-${suffix}`),
        // For this prefix, the policy that AWS writes itself becomes a wildcard before it is too long:
        // docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html.
        exportLogGroups: byTable((suffix) => `/aws/vendedlogs/${prefix}/${suffix}`),
        lakeBucket: config.existingLakeBucket ?? `${prefix}-lake-${account}-${region}`,
        exportBucket: config.existingExportBucket ?? `${prefix}-export-${account}-${region}`,
        importQueue: `${prefix}-import`,
        importDeadLetterQueue: `${prefix}-import-dead-letters`,
        transformFunction: `${prefix}-transform`,
        importFunction: `${prefix}-import`,
        reportFunction: `${prefix}-report`,
        reportScheduleGroup: `${prefix}-report`,
        findingsTopic: `${prefix}-findings`,
        database: databaseOf(prefix),
        workGroup: prefix,
        alarmTopic: `${prefix}-alarms`,
        dashboard: prefix,
        analystPolicy: `${prefix}-analyst`,
        operatorPolicy: `${prefix}-operator`,
        keeperPolicy: `${prefix}-keeper`,
    };
};

/** Builds ARNs in a location, from service and resource. */
export const arnIn =
    ({ partition, region, account }: StackLocation) =>
    (service: string, resource: string): string =>
        `arn:${partition}:${service}:${region}:${account}:${resource}`;
