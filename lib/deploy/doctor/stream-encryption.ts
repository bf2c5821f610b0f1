/** Checks that a stream is encrypted with the key of the config. A failed encryption leaves a stream unencrypted. */
import type { DeliveryStreamDescription } from '@aws-sdk/client-firehose';
import { kmsKeyOf } from '../config/lake-config.ts';
import { toProblem, toUnknown, type StackProblem } from './stack-check.ts';
import { awsCommand, quoteJson, type DoctorContext } from './doctor-context.ts';

const startFix = (context: DoctorContext, stream: string, key: string | null): string => {
    const input = key === null ? { KeyType: 'AWS_OWNED_CMK' } : { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: key };
    const start = awsCommand(
        context,
        `firehose start-delivery-stream-encryption --delivery-stream-name ${stream} ` +
            `--delivery-stream-encryption-configuration-input ${quoteJson(input)}`,
    );
    return key === null
        ? start
        : `Allow the caller kms:CreateGrant and kms:DescribeKey on the key, sign in anew (a session must be younger ` +
              `than six hours), then ${start}`;
};

const keyText = (key: string | undefined): string => key ?? 'a key owned by AWS';

/** docs.aws.amazon.com/firehose/latest/APIReference/API_DeliveryStreamEncryptionConfiguration.html */
export const streamEncryptionProblems = (
    context: DoctorContext,
    {
        DeliveryStreamName: name = '',
        DeliveryStreamEncryptionConfiguration: encryption,
    }: Partial<DeliveryStreamDescription>,
): readonly StackProblem[] => {
    const key = kmsKeyOf(context.config);
    if (encryption?.Status === undefined) return toUnknown('its encryption status');
    const { Status, KeyARN, FailureDescription } = encryption;
    const fix = startFix(context, name, key);
    if (Status === 'ENABLING')
        return [{ state: 'unknown', message: 'is being encrypted', fix: 'Wait and run doctor again.' }];
    if (Status !== 'ENABLED') {
        const reason = FailureDescription?.Details === undefined ? '' : `: ${FailureDescription.Details}`;
        return toProblem(`has the encryption status ${Status}${reason}: records may be unencrypted`, fix);
    }
    return (KeyARN ?? null) === key || (key === null && encryption.KeyType === 'AWS_OWNED_CMK')
        ? []
        : toProblem(`is encrypted with ${keyText(KeyARN)}, not with ${keyText(key ?? undefined)}`, fix);
};
