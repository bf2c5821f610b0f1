/** Lets every process that a test starts count what it runs: Node hands this variable on, whatever environment a child is given. */
process.env['NODE_V8_COVERAGE'] = process.env['CHILD_COVERAGE'];
