package dangol.jobs.simulate;

import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.random.BitsStreamGenerator;

/**
 * A stream of random draws of its own for each customer and purpose, so that what happens to one customer does not
 * depend on how many others there are.
 */
final class Chance extends BitsStreamGenerator {

    private static final long serialVersionUID = 1L;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private transient SplittableRandom source;

    private Chance(long seed) {
        source = new SplittableRandom(seed);
    }

    static Chance of(long seed, Purpose purpose, long index) {
        long mixed = scatter(seed) ^ scatter((index + 1) * GOLDEN + purpose.ordinal());
        return new Chance(mixed);
    }

    /** What a stream of draws is for. */
    enum Purpose {
        HOUSEHOLDS,
        PERSON,
        LIFE,
        CRM,
        SURVEYS,
        POSTS,
        MARKETING,
        WALLETS,
        ANONYMOUS,
        DIRT
    }

    // The finisher of SplitMix64: neighbouring seeds must not give similar streams.
    private static long scatter(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    @Override
    public void setSeed(int seed) {
        setSeed((long) seed);
    }

    @Override
    public void setSeed(int[] seed) {
        long folded = 0;
        for (int part : seed) {
            folded = scatter(folded ^ part);
        }
        setSeed(folded);
    }

    @Override
    public void setSeed(long seed) {
        source = new SplittableRandom(seed);
        clear();
    }

    @Override
    protected int next(int bits) {
        return source.nextInt() >>> (32 - bits);
    }

    boolean with(double probability) {
        return nextDouble() < probability;
    }

    /** A whole number from {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return low + nextInt(high - low + 1);
    }

    <T> T pick(List<T> choices) {
        return choices.get(nextInt(choices.size()));
    }

    /** An index drawn in proportion to the weights. */
    int weighted(double[] weights) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double left = nextDouble() * total;
        for (int i = 0; i < weights.length; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }

    double gamma(double shape, double scale) {
        return new GammaDistribution(this, shape, scale).sample();
    }

    double beta(double alpha, double beta) {
        return new BetaDistribution(this, alpha, beta).sample();
    }

    double exponential(double mean) {
        return -mean * Math.log1p(-nextDouble());
    }

    double logNormal(double median, double sigma) {
        return median * Math.exp(sigma * nextGaussian());
    }

    /** A Poisson count; meant for small means only, it multiplies uniforms. */
    int poisson(double mean) {
        double limit = Math.exp(-mean);
        int count = -1;
        double product = 1;
        do {
            product *= nextDouble();
            count++;
        } while (product > limit);
        return count;
    }
}
