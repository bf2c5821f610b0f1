/** A resource of the template, and the functions of CloudFormation that refer from one to another. */

export type Resource = {
    readonly Type: `AWS::${string}::${string}`;
    readonly Properties: Readonly<Record<string, unknown>>;
    readonly DependsOn?: readonly string[];
    readonly DeletionPolicy?: 'Retain';
    readonly UpdateReplacePolicy?: 'Retain';
};

/** By logical id: a renamed one is another resource. */
export type Resources = Readonly<Record<string, Resource>>;

/** What a resource that holds data is given: it stays when the stack goes. */
export const KEPT = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } as const;

export const ref = (logicalId: string) => ({ Ref: logicalId });
export const attribute = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });

/** A text with pseudo-parameters in it; a plain one as it is. */
export const sub = (text: string) => (text.includes('${') ? { 'Fn::Sub': text } : text);

/** A logical id of words: `us-west-2_EXAMPLE` gives `UsWest2Example`. */
export const logicalId = (text: string): string =>
    text
        .split(/[^0-9A-Za-z]+/)
        .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
        .join('');
