package dev.evenkeel.lab.comparison.subject;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.lab.comparison.subject.Variation.Factor;
import dev.evenkeel.network.Network;

/** The network that is varied. */
public sealed interface Subject permits Perceptron, DescribedNetwork {
    Network network();

    /**
     * The same with one of its factors at another value.
     *
     * @throws EvenkeelException if it has no such factor, or the factor no such value
     */
    Subject with(Factor factor, String value);
}
