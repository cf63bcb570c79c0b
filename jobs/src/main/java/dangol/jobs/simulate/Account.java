package dangol.jobs.simulate;

/**
 * Somebody who posts.
 *
 * @param customer null when the handle belongs to nobody the company knows
 * @param life null when the handle belongs to nobody the company knows
 */
record Account(String platform, String handle, boolean korean, Customer customer, Life life) {}
