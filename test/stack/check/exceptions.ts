/** What cfn-lint and checkov ask for and the stack does not do: each with its reason. One that is needed no more is a failure too. */
import type { ToolFinding } from './python-tools.ts';

type Exception = { readonly rule: string; readonly where: RegExp; readonly reason: string };

export const EXCEPTIONS: readonly Exception[] = [
    {
        rule: 'W3005',
        where: /LambdaFunction\.DependsOn/,
        reason: 'the framework names the role of a function a second time',
    },
    {
        rule: 'CKV_AWS_18',
        where: /Bucket$/,
        reason: 'access logs of a lake are a lake of their own: who reads is in CloudTrail, where the account keeps it',
    },
    {
        rule: 'CKV_AWS_21',
        where: /(LakeBucket|ExportBucket)$/,
        reason: 'without versions, what is erased of a person is gone; the raw backup and the exports are the second copy',
    },
    {
        rule: 'CKV_AWS_26',
        where: /AlarmTopic$/,
        reason: 'CloudWatch can not publish to a topic with the key of AWS, and an alarm holds counts and names of parts, no record',
    },
    {
        rule: 'CKV_AWS_27',
        where: /Import(Queue|DeadLetters)$/,
        reason: 'a false alarm: SqsManagedSseEnabled encrypts; a key would have to allow S3 to use it',
    },
    {
        rule: 'CKV_AWS_115',
        where: /LambdaFunction$/,
        reason: 'concurrency that is reserved is taken from the rest of the account; Firehose and the event source bound it',
    },
    {
        rule: 'CKV_AWS_116',
        where: /LambdaFunction$/,
        reason: 'dead letters are for asynchronous calls: Firehose keeps what fails under errors/, the queue has dead letters of its own, and what a report that fails would tell is told by the next',
    },
    {
        rule: 'CKV_AWS_117',
        where: /LambdaFunction$/,
        reason: 'the functions call public services of AWS alone; a network of their own would need an endpoint for each',
    },
    {
        rule: 'CKV_AWS_158',
        where: /LogGroup$/,
        reason: 'Cognito writes to no group with a key; the others hold counts and errors of delivery, no record',
    },
    {
        rule: 'CKV_AWS_173',
        where: /LambdaFunction$/,
        reason: 'the variables are names of streams and ids of pools, no secret; Lambda encrypts them with a key of its own',
    },
];

export const isExcepted = ({ rule, where }: ToolFinding): boolean =>
    EXCEPTIONS.some((each) => each.rule === rule && each.where.test(where));
