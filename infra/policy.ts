/** Policies and roles: who may do what, and for whom. */
import { arn } from './blueprint.ts';
import { sub, type Resource } from './resource.ts';

export type Statement = {
    readonly Sid?: string;
    readonly Effect: 'Allow' | 'Deny';
    readonly Principal?: unknown;
    readonly Action: string | readonly string[];
    readonly Resource?: unknown;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

const VERSION = '2012-10-17';

export const policy = (statements: readonly Statement[]) => ({ Version: VERSION, Statement: statements });

/** A statement that allows actions on resources, given as ARNs. */
export const allow = (actions: readonly string[], resources: readonly string[]): Statement => ({
    Effect: 'Allow',
    Action: actions,
    Resource: resources.map(sub),
});

/** The condition that a service acts for a resource of this account, and for no other: docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html. */
export const onBehalfOf = (sourceArn: string) => ({
    StringEquals: { 'aws:SourceAccount': sub('${AWS::AccountId}') },
    ArnLike: { 'aws:SourceArn': sub(sourceArn) },
});

/** What a bucket refuses whoever asks: anything without TLS. */
export const tlsOnly = (arns: readonly string[]): Statement => ({
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: arns.map(sub),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

type Role = {
    readonly description: string;
    readonly service: string;
    readonly sourceArn: string | null;
    readonly statements: readonly Statement[];
};

/** A role of one part. `sourceArn` is what the service acts for; null where the service does not say (lambda.amazonaws.com). */
export const role = ({ description, service, sourceArn, statements }: Role): Resource => ({
    Type: 'AWS::IAM::Role',
    Properties: {
        Description: description,
        AssumeRolePolicyDocument: policy([
            {
                Effect: 'Allow',
                Principal: { Service: service },
                Action: 'sts:AssumeRole',
                ...(sourceArn === null ? {} : { Condition: onBehalfOf(sourceArn) }),
            },
        ]),
        Policies: [{ PolicyName: 'own', PolicyDocument: policy(statements) }],
    },
});

/** What a function needs to write its log: its group is made by the framework. */
export const writeLog = (functionName: string): Statement =>
    allow(
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        [arn('logs', `log-group:/aws/lambda/${functionName}:log-stream:*`)],
    );
