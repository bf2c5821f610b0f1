/** The key policy that a config with a customer managed KMS key needs, in a plan and as text. */
import { keyPolicy, keyUserArns, type KeyStatement } from '../config/key-policy.ts';
import { kmsKeyOf, type LakeConfig } from '../config/lake-config.ts';
import type { StackLocation } from '../config/stack-names.ts';
import { formatHangingIndent } from '../../terminal/format-hanging-indent.ts';
import { printable } from '../../terminal/printable.ts';

export type KeyPolicyPlan = {
    readonly key: string;
    readonly statements: readonly KeyStatement[];
    /** Patterns of the roles that use the key; people's roles come in addition. */
    readonly role_arns: readonly string[];
};

export const planKeyPolicy = (config: LakeConfig, location: StackLocation, prefix: string): KeyPolicyPlan | null => {
    const key = kmsKeyOf(config);
    return key === null
        ? null
        : { key, statements: keyPolicy(location), role_arns: keyUserArns(location, prefix, config) };
};

/** The statements as JSON, to be pasted into a key policy. */
export const keyPolicyText = (plan: KeyPolicyPlan | null, width: number | null): string => {
    if (plan === null) return '';
    return [
        `\nPolicy of the key ${printable(plan.key)}\n`,
        formatHangingIndent(
            '  ',
            'It must contain these statements, or those of the default policy, which let the account decide:',
            width,
        ),
        `${printable(JSON.stringify(plan.statements, null, 2)).replaceAll(/^/gm, '  ')}\n`,
        formatHangingIndent(
            '  ',
            'To let only some roles use the key, add a condition ArnLike on aws:PrincipalArn to LakeUsesKey, with ' +
                `${plan.role_arns.join(', ')}, and the roles of your analysts, operators and keepers.`,
            width,
        ),
    ].join('');
};
