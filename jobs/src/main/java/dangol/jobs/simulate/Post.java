package dangol.jobs.simulate;

import java.time.LocalDateTime;

/**
 * One post.
 *
 * @param author null when the company itself writes
 * @param addressee handle the post is addressed to; null when it is to everybody
 * @param answers the post it replies to; null for most
 */
record Post(
        String id,
        String platform,
        LocalDateTime at,
        Account author,
        String addressee,
        Post answers,
        String text,
        boolean korean,
        Sentiment sentiment) {

    static final String FIRM = "@demo_official";

    String authorHandle() {
        return author == null ? FIRM : author.handle();
    }

    boolean toFirm() {
        return FIRM.equals(addressee);
    }
}
