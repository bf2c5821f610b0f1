/** How the account is reached: the SDK's own profile, credentials and endpoint, and the region of the pools. */
import { silenceSdk } from './s3-client.ts';

/** A service that does not answer is told as one, while the others are asked. */
const SILENT_AFTER_MS = 20_000;
const CONNECT_WITHIN_MS = 10_000;

export type ClientSettings = {
    readonly region: string;
    readonly requestHandler: { readonly requestTimeout: number; readonly connectionTimeout: number };
};

/** The same for every client. */
export const clientSettings = (region: string): ClientSettings => {
    silenceSdk();
    return { region, requestHandler: { requestTimeout: SILENT_AFTER_MS, connectionTimeout: CONNECT_WITHIN_MS } };
};
