/** The keys of the config for accounts with Lake Formation, and the check of both together. */
import * as z from 'zod';

const ROLE = /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const roleError = 'write the ARN of a role: arn:aws:iam::ACCOUNT:role/NAME';

export const lakeFormationKeys = {
    lakeFormation: z
        .boolean({ error: 'write true or false' })
        .optional()
        .describe(
            '`true`: the stack grants the permissions of Lake Formation on its tables. For accounts whose Lake ' +
                'Formation does not leave new tables to IAM (`doctor --before` says so). The principal that deploys ' +
                'must be a data lake administrator',
        ),
    analystRoles: z
        .array(z.string().regex(ROLE, { error: roleError }), { error: 'write a list of ARNs of roles' })
        .min(1, { error: 'write at least one role, or leave the list out' })
        .optional()
        .describe(
            'ARNs of the roles of your analysts: they may read all tables and views (with `lakeFormation: true`)',
        ),
};

type LakeFormationPayload = z.core.ParsePayload<{
    lakeFormation?: boolean | undefined;
    analystRoles?: readonly string[] | undefined;
}>;

export const checkAnalystRoles = ({ value, issues }: LakeFormationPayload): void => {
    const { lakeFormation, analystRoles = [] } = value;
    const addIssue = (message: string): void =>
        void issues.push({ code: 'custom', input: value, path: ['analystRoles'], message });
    if (analystRoles.length > 0 && lakeFormation !== true)
        addIssue('has no effect without lakeFormation: true. Without it, attach the policy for analysts to the roles');
    if (new Set(analystRoles).size < analystRoles.length) addIssue('has a role twice: remove one');
};
