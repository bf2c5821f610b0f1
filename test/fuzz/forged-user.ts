/** The user name, or the details, of the fuzzer's forged rows: no row of a reply has it. */
export const FORGED_USER = 'forged by the fuzzer';
