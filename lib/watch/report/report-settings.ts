/** Reads and validates the environment variables of the report function. */
import * as z from 'zod';

const environment = z.object({
    LAKE_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is not a bucket name'),
    WORK_GROUP: z.string().regex(/^[a-zA-Z0-9._-]{1,128}$/, 'is not a workgroup name'),
    DATABASE: z.string().regex(/^[a-z0-9_]{1,255}$/, 'is not a database name'),
    FINDINGS_TOPIC: z.string().regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, 'is not the ARN of a topic'),
});

export type ReportSettings = {
    readonly lake: string;
    readonly workGroup: string;
    readonly database: string;
    readonly topicArn: string;
};

/** Throws an Error that names the invalid variable. */
export const reportSettingsFrom = (variables: NodeJS.ProcessEnv): ReportSettings => {
    const { success, data, error } = environment.safeParse(variables);
    if (!success) throw new Error(`Invalid environment: ${z.prettifyError(error)}`);
    return {
        lake: `s3://${data.LAKE_BUCKET}`,
        workGroup: data.WORK_GROUP,
        database: data.DATABASE,
        topicArn: data.FINDINGS_TOPIC,
    };
};
