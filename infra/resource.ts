/** The type of a CloudFormation resource, and intrinsic functions for references. */

export type Resource = {
    readonly Type: `AWS::${string}::${string}`;
    readonly Properties: Readonly<Record<string, unknown>>;
    readonly DependsOn?: readonly string[];
    readonly DeletionPolicy?: 'RetainExceptOnCreate';
    readonly UpdateReplacePolicy?: 'Retain';
};

/** Resources by logical id. A renamed logical id is a new resource. */
export type Resources = Readonly<Record<string, Resource>>;

/**
 * For resources that hold data: they stay when they leave the stack or it is removed. They go with a deployment that
 * rolls back before it is complete: nothing is in them, and they would block the next one
 * (docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html).
 */
export const RETAINED = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' } as const;

export const ref = (logicalId: string) => ({ Ref: logicalId });
export const attribute = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });

/** Fn::Sub for a text with pseudo-parameters; plain texts stay as they are. */
export const sub = (text: string) => (text.includes('${') ? { 'Fn::Sub': text } : text);

/** A logical id from a text: `unknown-fields` gives `UnknownFields`. */
export const logicalId = (text: string): string =>
    text
        .split(/[^0-9A-Za-z]+/)
        .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
        .join('');
