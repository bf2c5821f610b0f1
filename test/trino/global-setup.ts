/** Starts Trino, Glue and an S3 server before the suite, and stops it behind it. */
import { startServers } from '../support/start-servers.ts';

export const setup = async (): Promise<() => Promise<void>> => startServers('test/trino/servers.sh');
