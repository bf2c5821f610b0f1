/** Finds what the stack's managed policies are attached to: CloudFormation can't delete an attached policy. */
import { mapConcurrently } from '../../store/run-concurrently.ts';
import { policyCalls, type PolicyEntities } from '../account/policy-calls.ts';
import { stackCalls } from '../account/stack-calls.ts';
import type { DoctorContext } from '../doctor/doctor-context.ts';

const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';
/** IAM throttles early. */
const MAX_CONCURRENT = 4;

/** What must be detached, and what could not be read, each as a line. */
export type AttachedPolicies = { readonly attached: readonly string[]; readonly unknown: readonly string[] };

const detachCommands = (arn: string, entities: PolicyEntities): readonly string[] =>
    (['role', 'user', 'group'] as const).flatMap((kind) =>
        entities[kind].map((name) => `aws iam detach-${kind}-policy --${kind}-name ${name} --policy-arn ${arn}`),
    );

export const findAttachedPolicies = async ({ clientOptions, names }: DoctorContext): Promise<AttachedPolicies> => {
    const [stacks, policies] = await Promise.all([stackCalls(clientOptions), policyCalls(clientOptions)]);
    const resources = await stacks.resources(names.prefix);
    if (resources.kind === 'missing') return { attached: [], unknown: [] };
    if (resources.kind === 'unknown')
        return { attached: [], unknown: [`the policies of ${names.prefix}: ${resources.reason}`] };
    const arns = resources.value
        .filter(({ ResourceType }) => ResourceType === MANAGED_POLICY)
        .map(({ PhysicalResourceId = '' }) => PhysicalResourceId);
    const found = await mapConcurrently(arns, MAX_CONCURRENT, async (arn) => ({
        arn,
        entities: await policies.entities(arn),
    }));
    return {
        attached: found.flatMap(({ arn, entities }) =>
            entities.kind === 'found' ? detachCommands(arn, entities.value) : [],
        ),
        unknown: found.flatMap(({ arn, entities }) =>
            entities.kind === 'unknown' ? [`what ${arn} is attached to: ${entities.reason}`] : [],
        ),
    };
};
