/** IAM policies and roles. */
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

/** A statement that allows actions on ARNs. */
export const allow = (actions: readonly string[], resources: readonly string[]): Statement => ({
    Effect: 'Allow',
    Action: actions,
    Resource: resources.map(sub),
});

/**
 * The condition that a service acts for this account and resource only:
 * docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html.
 */
export const onBehalfOf = (sourceArn: string) => ({
    StringEquals: { 'aws:SourceAccount': sub('${AWS::AccountId}') },
    ArnLike: { 'aws:SourceArn': sub(sourceArn) },
});

/** Denies everybody access to a queue without TLS. */
export const tlsOnly = (action: 'sqs:*', arns: readonly string[]): Statement => ({
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: action,
    Resource: arns.map(sub),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

type RoleOptions = {
    readonly description: string;
    readonly service: string;
    readonly sourceArn: string | null;
    readonly statements: readonly Statement[];
};

/** A service role. `sourceArn` is what the service acts for; null for lambda.amazonaws.com, which sends none. */
export const role = ({ description, service, sourceArn, statements }: RoleOptions): Resource => ({
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

/** Lets a function write its log. The framework creates the log group. */
export const writeLog = (functionName: string): Statement =>
    allow(
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        [arn('logs', `log-group:/aws/lambda/${functionName}:log-stream:*`)],
    );
