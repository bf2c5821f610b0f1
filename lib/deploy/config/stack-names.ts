/** The names of the stack's parts: fixed, so that what refers to each other needs no cycle, and found again without asking. */
import { Complaint } from '../../basics/complaint.ts';
import type { TableName } from '../../../schemas/columns.ts';
import type { LakeConfig } from './lake-config.ts';

/** Where a stack is: in a template the account's and region's pseudo-parameters, in a command the real ones. */
export type Place = {
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
    readonly importDeadLetters: string;
    readonly transformFunction: string;
    readonly importFunction: string;
    readonly reportFunction: string;
    readonly reportSchedules: string;
    readonly findingsTopic: string;
    readonly database: string;
    readonly workGroup: string;
    readonly topic: string;
    readonly dashboard: string;
    readonly analystPolicy: string;
    readonly operatorPolicy: string;
};

export const SERVICE = 'cognito-log-lake';

/** The framework's stage where none is named. */
const DEFAULT_STAGE = 'dev';

/** The workgroup of a stack that was deployed without a stage. */
export const DEFAULT_WORK_GROUP = `${SERVICE}-${DEFAULT_STAGE}`;

/** The database that a stack's workgroup asks: Glue's names have no hyphens. */
export const databaseOf = (workGroup: string): string => workGroup.replaceAll('-', '_');

/** Round the stage a bucket's name has 52 characters with the longest region, of 63 in all. */
const STAGE = /^[a-z][a-z0-9-]{0,9}$/;

/** Refuses with a Complaint a stage that can't be part of a bucket's name. */
export const checkStage = (stage: string): string => {
    if (!STAGE.test(stage))
        throw new Complaint(
            `The stage "${stage}" becomes part of buckets' names: give one of at most ten small letters, digits and hyphens, a letter first`,
        );
    return stage;
};

const byTable = (nameOf: (suffix: string) => string): Readonly<Record<TableName, string>> => ({
    user_activity: nameOf('user-activity'),
    user_notification: nameOf('user-notification'),
});

/** The names of a stack's parts. */
export const stackNames = (config: LakeConfig, { stage, account, region }: Place): StackNames => {
    const prefix = `${SERVICE}-${checkStage(stage)}`;
    return {
        prefix,
        streams: byTable((suffix) => `${prefix}-${suffix}`),
        streamLogGroups: byTable((suffix) => `/aws/kinesisfirehose/${prefix}-${suffix}`),
        // Groups named so need no resource policy that lists them: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html.
        exportLogGroups: byTable((suffix) => `/aws/vendedlogs/${prefix}/${suffix}`),
        lakeBucket: config.existingLakeBucket ?? `${prefix}-lake-${account}-${region}`,
        exportBucket: config.existingExportBucket ?? `${prefix}-export-${account}-${region}`,
        importQueue: `${prefix}-import`,
        importDeadLetters: `${prefix}-import-dead-letters`,
        transformFunction: `${prefix}-transform`,
        importFunction: `${prefix}-import`,
        reportFunction: `${prefix}-report`,
        reportSchedules: `${prefix}-report`,
        findingsTopic: `${prefix}-findings`,
        database: databaseOf(prefix),
        workGroup: prefix,
        topic: `${prefix}-alarms`,
        dashboard: prefix,
        analystPolicy: `${prefix}-analyst`,
        operatorPolicy: `${prefix}-operator`,
    };
};

/** The parts' ARNs, by service and resource. */
export const arnIn =
    ({ partition, region, account }: Place) =>
    (service: string, resource: string): string =>
        `arn:${partition}:${service}:${region}:${account}:${resource}`;
