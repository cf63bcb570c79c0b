package dangol.jobs.lake;

import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The releases of a lake, which of them readers see, which one is held back, and who overrode what. A held-back release can be
 * shown after all until the next run begins.
 */
public final class ReleaseStore {
    /** What became of a release. */
    public enum State {
        /** Readers see it. */
        SHOWN,
        /** Readers saw it once, or could be turned to it. */
        RELEASED,
        /** Checks hold it back, and it can still be forced. */
        HELD,
        /** Checks held it back, and a later run went on without it. */
        DROPPED
    }

    private static final String CURRENT = "current";
    private static final String HELD = "held";

    private final Folder folder;
    private final NumberedFiles<Release> releases;
    private final NumberedFiles<Decision> decisions;
    private Runnable guard = () -> {};

    public ReleaseStore(Folder home) {
        this.folder = home.child("releases");
        this.releases = new NumberedFiles<>(folder, Release.class, "Run again to make a new release.");
        this.decisions = new NumberedFiles<>(
                folder.child("decisions"), Decision.class, "Restore it from a backup, or remove the file.");
    }

    /** The release that readers see, or none before the first. */
    public Optional<Release> current() {
        return pointer(CURRENT).map(releases::read);
    }

    /** The release that checks hold back and that can be forced. */
    public Optional<Release> held() {
        return pointer(HELD).map(releases::read);
    }

    /**
     * The release that readers see.
     *
     * @throws ConfigurationException when nothing was released yet
     */
    public Release currentOf(Company company) {
        return current().orElseThrow(() -> none(company));
    }

    /** What to tell somebody who asks for a company's release before the first. */
    public static ConfigurationException none(Company company) {
        return new ConfigurationException(
                company.file(),
                "company '" + company.name() + "' has no release in " + company.home() + ".",
                "Make one with: ./dangol run --conf " + company.file() + " --as-of DATE");
    }

    private Optional<Long> pointer(String name) {
        return folder.read(name).map(number -> {
            try {
                return Long.parseLong(number.strip());
            } catch (NumberFormatException e) {
                throw new IllegalStateException(
                        folder.location() + "/" + name + " is damaged: '" + number.strip()
                                + "' is no number of a release.\n    -> "
                                + (name.equals(CURRENT)
                                        ? "Write the number of the last good release into it; the *.json beside it are the releases."
                                        : "Remove it: the release that checks held back is made again by the next run."),
                        e);
            }
        });
    }

    public Optional<Release> find(long number) {
        return releases.find(number);
    }

    /** All that are on record, oldest first. */
    public List<Release> all() {
        return releases.numbers().stream().map(releases::read).toList();
    }

    /** Those that readers saw or see, oldest first. */
    public List<Release> released() {
        return all().stream()
                .filter(r -> state(r) == State.SHOWN || state(r) == State.RELEASED)
                .toList();
    }

    public State state(Release release) {
        if (pointer(CURRENT).filter(n -> n == release.number()).isPresent()) {
            return State.SHOWN;
        }
        if (pointer(HELD).filter(n -> n == release.number()).isPresent()) {
            return State.HELD;
        }
        return folder.read(heldName(release.number())).isPresent()
                        && forced(release.number()).isEmpty()
                ? State.DROPPED
                : State.RELEASED;
    }

    /** Who forced the release, when somebody did. */
    public Optional<Decision> forced(long release) {
        return decisions().stream()
                .filter(d -> d.kind().equals(Decision.FORCE) && d.release() == release)
                .findFirst();
    }

    public long next() {
        return releases.next();
    }

    /** Writes a release down that may be shown; readers see it only after {@link #show}. */
    public void add(Release release) {
        guard.run();
        // A run that was killed while it held a release of this number back left why.
        folder.remove(heldName(release.number()));
        releases.write(release.number(), release);
    }

    /** Points a release to other versions of its tables that hold the same rows. */
    public void renew(Release release) {
        guard.run();
        releases.write(release.number(), release);
    }

    /** @param stillAllowed asked right before anything is written; it throws when another run has taken the lake over */
    public void guard(Runnable stillAllowed) {
        this.guard = stillAllowed;
    }

    /** Turns readers to a release in one step. */
    public void show(Release release) {
        guard.run();
        folder.write(CURRENT, String.valueOf(release.number()));
    }

    /** Writes down a release that checks hold back, and why; readers do not see it. */
    public void hold(Release release, String why) {
        guard.run();
        folder.write(heldName(release.number()), why);
        releases.write(release.number(), release);
        folder.write(HELD, String.valueOf(release.number()));
    }

    public String whyHeld(Release release) {
        return folder.read(heldName(release.number())).orElse("");
    }

    /** From now on the held-back release cannot be forced any more. */
    public void dropHeld() {
        folder.remove(HELD);
    }

    public List<Decision> decisions() {
        return decisions.numbers().stream().map(decisions::read).toList();
    }

    public long nextDecision() {
        return decisions.next();
    }

    public void add(Decision decision) {
        guard.run();
        decisions.write(decision.number(), decision);
    }

    /** The last {@code count} releases that readers saw, with the one they see and the one held back: what must stay whole. */
    public Set<Long> kept(int count) {
        List<Release> released = released();
        Set<Long> kept = new TreeSet<>();
        released.subList(Math.max(0, released.size() - count), released.size()).forEach(r -> kept.add(r.number()));
        pointer(CURRENT).ifPresent(kept::add);
        pointer(HELD).ifPresent(kept::add);
        return kept;
    }

    /** Forgets releases that nobody can be turned to any more. The last number stays, so that none is given twice. */
    public void forget(Collection<Long> numbers) {
        long last = next() - 1;
        numbers.stream().filter(n -> n != last).forEach(n -> {
            releases.remove(n);
            folder.remove(heldName(n));
        });
    }

    private static String heldName(long number) {
        return String.format(Locale.ROOT, "%08d.held", number);
    }
}
