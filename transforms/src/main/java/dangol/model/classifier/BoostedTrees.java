package dangol.model.classifier;

import java.io.Serializable;
import java.util.List;

/** Gradient-boosted regression trees: the log odds are a sum over all trees of what the leaf of the customer predicts. */
public record BoostedTrees(List<Tree> trees) implements Scorer {
    public BoostedTrees {
        trees = List.copyOf(trees);
    }

    /**
     * A node; a leaf has no branches.
     *
     * @param prediction log odds that the tree adds when it is asked no further
     * @param column whose value decides
     * @param threshold up to which the way goes to the left
     */
    public record Tree(double prediction, int column, double threshold, Tree left, Tree right) implements Serializable {
        public static Tree leaf(double prediction) {
            return new Tree(prediction, -1, 0, null, null);
        }

        private Tree next(double[] vector) {
            return left == null ? null : vector[column] <= threshold ? left : right;
        }
    }

    @Override
    public double logOdds(double[] vector) {
        double sum = 0;
        for (Tree tree : trees) {
            Tree node = tree;
            for (Tree next = node.next(vector); next != null; next = node.next(vector)) {
                node = next;
            }
            sum += node.prediction();
        }
        return sum;
    }

    /** What each branch changes in the prediction counts for the column that it asks (Saabas 2014). */
    @Override
    public double[] contributions(double[] vector) {
        double[] parts = new double[vector.length];
        for (Tree tree : trees) {
            Tree node = tree;
            for (Tree next = node.next(vector); next != null; next = node.next(vector)) {
                parts[node.column()] += next.prediction() - node.prediction();
                node = next;
            }
        }
        return parts;
    }
}
