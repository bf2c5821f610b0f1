/** Accepted findings of cfn-lint and checkov, each with its reason. An exception that is no longer needed fails. */
import type { ToolProblem } from './python-tools.ts';

type LintException = { readonly rule: string; readonly location: RegExp; readonly reason: string };

export const LINT_EXCEPTIONS: readonly LintException[] = [
    {
        rule: 'W3005',
        location: /LambdaFunction\.DependsOn/,
        reason: 'the framework adds a redundant dependency on the role',
    },
    {
        rule: 'CKV_AWS_18',
        location: /Bucket$/,
        reason: 'the account can log reads in CloudTrail; access logs would need another bucket',
    },
    {
        rule: 'CKV_AWS_21',
        location: /(LakeBucket|ExportBucket)$/,
        reason:
            'without versioning, erased personal data is really deleted; raw backup and exports are the second ' +
            'copy',
    },
    {
        rule: 'CKV_AWS_26',
        location: /AlarmTopic$/,
        reason: 'CloudWatch cannot publish to a topic with the AWS managed key; alarms contain no events',
    },
    {
        rule: 'CKV_AWS_27',
        location: /Import(Queue|DeadLetters)$/,
        reason: 'false positive: SqsManagedSseEnabled encrypts; a KMS key would have to allow S3 to use it',
    },
    {
        rule: 'CKV_AWS_115',
        location: /LambdaFunction$/,
        reason: 'reserved concurrency is taken from the account; Firehose and the event source limit it',
    },
    {
        rule: 'CKV_AWS_116',
        location: /LambdaFunction$/,
        reason:
            'a dead-letter queue is for asynchronous calls: Firehose stores failed records under errors/, ' +
            'the import queue has its own, and the next report includes what a failed one would have sent',
    },
    {
        rule: 'CKV_AWS_117',
        location: /LambdaFunction$/,
        reason: 'the functions call only public AWS services; a VPC would need an endpoint for each',
    },
    {
        rule: 'CKV_AWS_158',
        location: /LogGroup$/,
        reason: 'Cognito does not write to an encrypted group; the others contain counts and errors, no events',
    },
    {
        rule: 'CKV_AWS_173',
        location: /LambdaFunction$/,
        reason: 'the variables are stream names and pool ids, no secrets; Lambda encrypts them with its own key',
    },
];

export const isExcepted = ({ rule, location }: ToolProblem): boolean =>
    LINT_EXCEPTIONS.some((each) => each.rule === rule && each.location.test(location));
