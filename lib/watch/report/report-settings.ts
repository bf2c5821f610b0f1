/** The settings of the report function: reads the environment once, checks it, and says what is wrong. */
import * as z from 'zod';

const environment = z.object({
    LAKE_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is no name of a bucket'),
    WORK_GROUP: z.string().regex(/^[a-zA-Z0-9._-]{1,128}$/, 'is no name of a workgroup'),
    DATABASE: z.string().regex(/^[a-z0-9_]{1,255}$/, 'is no name of a database'),
    FINDINGS_TOPIC: z.string().regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, 'is no ARN of a topic'),
});

export type ReportSettings = {
    readonly lake: string;
    readonly workGroup: string;
    readonly database: string;
    readonly topicArn: string;
};

/** Throws an error that names the variable. */
export const reportSettingsFrom = (variables: NodeJS.ProcessEnv): ReportSettings => {
    const { success, data, error } = environment.safeParse(variables);
    if (!success) throw new Error(`Wrong environment: ${z.prettifyError(error)}`);
    return {
        lake: `s3://${data.LAKE_BUCKET}`,
        workGroup: data.WORK_GROUP,
        database: data.DATABASE,
        topicArn: data.FINDINGS_TOPIC,
    };
};
