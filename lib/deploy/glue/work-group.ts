/** The configuration of the Athena workgroup. */
import { kmsKeyOf, type LakeConfig } from '../config/lake-config.ts';

/** The prefix of query results in the lake. */
export const RESULTS_PREFIX = 'results/';

const GIGABYTE = 1_000_000_000;

const resultEncryption = (kmsKey: string | null) =>
    kmsKey === null
        ? { EncryptionOption: 'SSE_S3' as const }
        : { EncryptionOption: 'SSE_KMS' as const, KmsKey: kmsKey };

/**
 * The WorkGroupConfiguration of Athena's API. Enforced: a client can't choose another results location or limit.
 * The options may be CloudFormation functions.
 */
export const workGroupConfiguration = <Text>(
    config: LakeConfig,
    { resultsLocation, account }: { resultsLocation: Text; account: Text },
) => ({
    EnforceWorkGroupConfiguration: true,
    PublishCloudWatchMetricsEnabled: true,
    BytesScannedCutoffPerQuery: config.queryCutOffGb * GIGABYTE,
    EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
    ResultConfiguration: {
        OutputLocation: resultsLocation,
        EncryptionConfiguration: resultEncryption(kmsKeyOf(config)),
        ExpectedBucketOwner: account,
    },
});
