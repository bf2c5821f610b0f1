/** The context of the checks before a deployment: that of doctor, and what the stack owns already. */
import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { LookupResult } from '../account/look-up-resource.ts';
import type { DoctorContext } from '../doctor/doctor-context.ts';
import type { StackCheck, StackProblem } from '../doctor/stack-check.ts';

export type PreflightContext = DoctorContext & {
    readonly configPath: string;
    /** The ARN of the principal that deploys. */
    readonly caller: string;
    /** Such as UPDATE_ROLLBACK_COMPLETE; missing without a stack. */
    readonly stackStatus: LookupResult<string>;
    readonly ownResources: LookupResult<readonly StackResourceSummary[]>;
};

/** Reads a part of the account and returns its checks. */
export type PreflightChecker = (context: PreflightContext) => Promise<readonly StackCheck[]>;

/** Whether the stack created a resource; null if the caller may not know. */
export const isOwn = ({ ownResources }: PreflightContext, type: string, physicalId: string): boolean | null => {
    if (ownResources.kind === 'unknown') return null;
    return (
        ownResources.kind === 'found' &&
        ownResources.value.some(
            ({ ResourceType, PhysicalResourceId, ResourceStatus = '' }) =>
                ResourceType === type && PhysicalResourceId === physicalId && !ResourceStatus.startsWith('DELETE'),
        )
    );
};

/** Something that must not exist yet, unless the stack created it. */
export const conflict = (isOwnResource: boolean | null, message: string, fix: string): readonly StackProblem[] => {
    if (isOwnResource === true) return [];
    return isOwnResource === null
        ? [
              {
                  state: 'unknown',
                  message: `${message}, unless the stack created it`,
                  fix: 'Allow cloudformation:ListStackResources to the caller.',
              },
          ]
        : [{ state: 'failed', message, fix }];
};
