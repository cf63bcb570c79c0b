package dangol.jobs.simulate;

import dangol.jobs.simulate.Identity.Standing;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is posted within one block of customers and some outsiders: to the company, to each other, by the company, to all. */
final class Posts {

    private static final DateTimeFormatter OFFSET_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");
    private static final List<String> OUTSIDER_NAMES = List.of("soso", "daily", "mina", "hodu", "traveler", "coffee");
    private static final double OUTSIDERS = 0.05;
    private static final double MEAN_DAYS_BETWEEN = 130;

    private final Horizon horizon;
    private final Chance chance;
    private final long owner;
    private final List<Account> accounts = new ArrayList<>();
    private final List<Post> posts = new ArrayList<>();
    private int sequence;

    /** @param owner a number no customer has, for the ids of the posts */
    Posts(Horizon horizon, Chance chance, long owner) {
        this.horizon = horizon;
        this.chance = chance;
        this.owner = owner;
    }

    void add(Customer customer, Life life) {
        Identity identity = customer.identity();
        if (identity.handleStanding() != Standing.ABSENT) {
            accounts.add(new Account(identity.platform(), identity.handle(), customer.korean(), customer, life));
        }
    }

    /** Lets everybody post; call once, after all customers of the block were added. */
    void happen(int customers) {
        int outsiders = chance.poisson(1) + (int) (customers * OUTSIDERS);
        for (int i = 0; i < outsiders; i++) {
            String handle = "@" + chance.pick(OUTSIDER_NAMES) + "." + Long.toString(owner * 131 + i, 36);
            accounts.add(new Account(chance.pick(People.PLATFORMS), handle, chance.with(0.7), null, null));
        }
        for (int i = 0; i < accounts.size(); i++) {
            post(i);
        }
        for (int i = 0, first = posts.size(); i < first; i++) {
            answer(posts.get(i));
        }
        posts.sort(Comparator.comparing(Post::at).thenComparing(Post::id));
    }

    private void post(int index) {
        Account author = accounts.get(index);
        double gap = chance.gamma(1.2, MEAN_DAYS_BETWEEN) + 8;
        LocalDateTime at = author.customer() == null
                ? horizon.start().atTime(9, 0)
                : author.customer().registeredAt();
        while (true) {
            boolean leftNow = author.life() != null && !author.life().aliveAt(at);
            at = at.plusMinutes(Math.round(1440 * chance.exponential(leftNow ? 4 * gap : gap)) + 1)
                    .plusSeconds(chance.nextInt(60));
            if (!horizon.covers(at)) {
                return;
            }
            double kind = chance.nextDouble();
            String addressee = kind < 0.45 ? Post.FIRM : kind < 0.62 ? neighbour(index) : null;
            double satisfaction = author.life() == null ? 0.55 : author.life().satisfactionAt(at);
            Sentiment sentiment = Sentiment.of(satisfaction, chance);
            boolean korean = author.korean() ? chance.with(0.92) : chance.with(0.1);
            String topic = chance.pick(Phrases.TOPICS);
            String text = Phrases.post(chance, korean, sentiment, topic);
            if (addressee != null) {
                text = addressee + " " + text;
            }
            posts.add(new Post(id(), author.platform(), at, author, addressee, null, text, korean, sentiment));
        }
    }

    private void answer(Post post) {
        if (post.toFirm() && chance.with(0.55)) {
            LocalDateTime at = post.at().plusMinutes(chance.between(4, 1500));
            String text = post.authorHandle() + " " + Phrases.service(chance, post.korean());
            reply(new Post(
                    id(),
                    post.platform(),
                    at,
                    null,
                    post.authorHandle(),
                    post,
                    text,
                    post.korean(),
                    Sentiment.NEUTRAL));
        }
        if (chance.with(0.18)) {
            Account other = chance.pick(accounts);
            LocalDateTime at = post.at().plusMinutes(chance.between(2, 4000));
            boolean there =
                    other.customer() == null || at.isAfter(other.customer().registeredAt());
            if (there && other.platform().equals(post.platform()) && !other.equals(post.author())) {
                String text = post.authorHandle() + " " + Phrases.reply(chance, other.korean());
                reply(new Post(
                        id(),
                        post.platform(),
                        at,
                        other,
                        post.authorHandle(),
                        post,
                        text,
                        other.korean(),
                        Sentiment.NEUTRAL));
            }
        }
    }

    private void reply(Post reply) {
        if (horizon.covers(reply.at())) {
            posts.add(reply);
        }
    }

    private String neighbour(int index) {
        Account other = chance.pick(accounts);
        Account self = accounts.get(index);
        return other.equals(self) || !other.platform().equals(self.platform()) ? null : other.handle();
    }

    private String id() {
        return Ids.of("P", owner, sequence++);
    }

    List<Account> accounts() {
        return accounts;
    }

    List<Post> posts() {
        return posts;
    }

    /** The post as its platform exports it: one writes local times with an offset, the other milliseconds. */
    static String json(Post post, Chance dirt) {
        boolean millis = post.platform().equals("talkroom");
        ZoneOffset offset = dirt.with(0.1) ? ZoneOffset.ofHours(dirt.between(-8, 2)) : Horizon.SEOUL;
        String created =
                post.at().atOffset(Horizon.SEOUL).withOffsetSameInstant(offset).format(OFFSET_TIME);
        List<String> mentions = post.addressee() == null ? List.of() : List.of(Json.string(post.addressee()));
        return new Json()
                .put("post_id", post.id())
                .put("platform", post.platform())
                .put("created_at", millis ? null : created)
                .raw("ts", millis ? (Object) post.at().toInstant(Horizon.SEOUL).toEpochMilli() : null)
                .raw("author", new Json().put("handle", post.authorHandle()).raw("followers", dirt.between(0, 900)))
                .put("text", post.text())
                .put("lang", dirt.with(0.2) ? null : post.korean() ? "ko" : "en")
                .raw(
                        "in_reply_to",
                        new Json()
                                .put(
                                        "post_id",
                                        post.answers() == null
                                                ? null
                                                : post.answers().id())
                                .put("handle", post.answers() == null ? null : post.addressee()))
                .raw("mentions", Json.array(mentions))
                .raw("metrics", new Json().raw("likes", dirt.poisson(1.5)).raw("shares", dirt.poisson(0.2)))
                .toString();
    }
}
