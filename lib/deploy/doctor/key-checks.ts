/** Checks the customer managed KMS key: enabled, and of the only kind that Firehose can use. */
import type { KeyMetadata } from '@aws-sdk/client-kms';
import { keyCalls } from '../account/key-calls.ts';
import { kmsKeyOf } from '../config/lake-config.ts';
import { toProblem, toStackChecks, toUnknown, type StackProblem } from './stack-check.ts';
import { awsCommand, type DoctorContext, type StackChecker } from './doctor-context.ts';

const stateFix = (context: DoctorContext, arn: string, state: string): string =>
    state === 'PendingDeletion'
        ? `${awsCommand(context, `kms cancel-key-deletion --key-id ${arn}`)}, then ` +
          `${awsCommand(context, `kms enable-key --key-id ${arn}`)}. Without the key the lake cannot be read.`
        : awsCommand(context, `kms enable-key --key-id ${arn}`);

/** docs.aws.amazon.com/firehose/latest/dev/encryption.html: only symmetric keys. */
const keyProblems = (
    context: DoctorContext,
    arn: string,
    { KeyState, KeySpec, KeyUsage }: Partial<KeyMetadata>,
): readonly StackProblem[] => {
    if (KeyState === undefined) return toUnknown('its state');
    return [
        ...(KeyState === 'Enabled'
            ? []
            : toProblem(`is ${KeyState}: nothing can be written or read`, stateFix(context, arn, KeyState))),
        ...(KeySpec === 'SYMMETRIC_DEFAULT' && KeyUsage === 'ENCRYPT_DECRYPT'
            ? []
            : toProblem(
                  `is a key of ${KeySpec ?? 'unknown spec'} for ${KeyUsage ?? 'unknown use'}: Firehose needs a ` +
                      'symmetric key for encryption',
                  'Create a symmetric key, set encryption to its ARN and deploy. Objects keep the key that they have.',
              )),
    ];
};

/** No checks with keys owned by AWS. */
export const keyChecks: StackChecker = async (context) => {
    const arn = kmsKeyOf(context.config);
    if (arn === null) return [];
    const found = await (await keyCalls(context.clientOptions)).describe(arn);
    return toStackChecks({ part: 'KMS key', name: arn }, found, {
        passedMessage: 'enabled, symmetric',
        fixIfMissing: 'Set encryption to the ARN of an existing key in lake.config.yml, and deploy.',
        findProblems: (key) => keyProblems(context, arn, key),
    });
};
