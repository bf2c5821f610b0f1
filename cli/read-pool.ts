/** Reads a user pool's id as given on the command line. */
import { Complaint } from '../lib/basics/complaint.ts';
import { regionOfPool } from '../lib/deploy/config/lake-config.ts';
import { printable } from '../lib/terminal/printable.ts';
import { USER_POOL_ID } from '../schemas/stored-row.ts';

/** Throws a Complaint for what is none. Before its last underscore is a region, which is part of a host's name. */
export const readPool = (text: string): string => {
    if (USER_POOL_ID.test(text) && !regionOfPool(text).includes('_')) return text;
    throw new Complaint(`--pool ${printable(text)}: no user pool's id. Write it as us-west-2_aB3dE5gH7`, 2);
};
