/** The keys of the config for the rules of a company: tags, boundaries and paths of roles, protection, retention. */
import * as z from 'zod';
import { wholeNumber, yesOrNo } from './config-values.ts';

/** docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html. */
const LOG_RETENTION_DAYS = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;
const retentionError = `write a number of days that CloudWatch Logs has: ${LOG_RETENTION_DAYS.join(', ')}`;

export const logRetentionDays = z
    .int({ error: retentionError })
    .min(1, { error: retentionError })
    .max(3653, { error: retentionError })
    .refine((days) => LOG_RETENTION_DAYS.some((each) => each === days), { error: retentionError });

/** 50 on a resource (docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html), some are ours. */
const MAX_TAGS = 40;
/** The characters that all services accept. */
const TAG_TEXT = /^[\p{L}\p{N} _.:/=+@-]*$/u;
/** Ours, AWS's and the framework's. */
const RESERVED_KEY = /^(?:aws:.*|LogDeliveryEnabled|STAGE)$/i;

const tagKey = z
    .string()
    .min(1)
    .max(128)
    .regex(TAG_TEXT)
    .refine((key) => !RESERVED_KEY.test(key));
const tagValue = z
    .string({ error: 'write a text, in quotes if it looks like a number' })
    .max(256, { error: 'write at most 256 characters' })
    .regex(TAG_TEXT, { error: 'write letters, digits, blanks and _.:/=+@- only' });

const BOUNDARY = /^arn:aws[\w-]*:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/;
const boundaryError = 'write the ARN of a managed policy: arn:aws:iam::ACCOUNT:policy/NAME';
const ROLE_PATH = /^\/(?:[\w+=,.@-]+\/)*$/;
const pathError = 'write a path that begins and ends with /, such as /security/';

/** Firehose accepts 0 to 900 seconds. Below a minute, each partition would get more files than any query likes. */
const [MIN_BUFFER_SECONDS, MAX_BUFFER_SECONDS] = [60, 900];

export const companyKeys = {
    tags: z
        .record(tagKey, tagValue, {
            error:
                'write tags as KEY: value. A key has 1 to 128 letters, digits, blanks and _.:/=+@-; aws:…, STAGE and ' +
                'LogDeliveryEnabled are taken',
        })
        .refine((tags) => Object.keys(tags).length <= MAX_TAGS, { error: `write at most ${MAX_TAGS} tags` })
        .optional()
        .describe('Tags of the stack. CloudFormation gives them to every resource that can have tags'),
    permissionsBoundary: z
        .string({ error: boundaryError })
        .regex(BOUNDARY, { error: boundaryError })
        .optional()
        .describe('ARN of the managed policy that bounds the permissions of all roles of the stack'),
    rolePath: z
        .string({ error: pathError })
        .max(512, { error: pathError })
        .regex(ROLE_PATH, { error: pathError })
        .optional()
        .describe('Path of all roles of the stack, such as `/security/`'),
    bufferSeconds: wholeNumber(MIN_BUFFER_SECONDS, MAX_BUFFER_SECONDS, 'seconds')
        .default(300)
        .describe(
            'How long Firehose collects rows before it writes a file. Shorter: rows arrive earlier, in more files',
        ),
    terminationProtection: yesOrNo
        .optional()
        .describe(
            'Whether the stack is protected against removal; `serverless remove` then fails. Default: a deployment ' +
                'leaves the protection as it is',
        ),
};
