package dev.evenkeel.train.update;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.text.Suggestion;
import dev.evenkeel.train.optimizer.Optimizer;
import dev.evenkeel.train.optimizer.ParameterGroup;
import java.util.Collection;
import java.util.List;

/**
 * The parameter groups of a run. A parameter belongs to the first group that matches its name; one that matches none
 * keeps the optimizer's learning rate and weight decay.
 *
 * @param groups in the order in which they are asked
 */
public record ParameterGroups(List<ParameterGroup> groups) {
    private static final ParameterGroup REST = ParameterGroup.matching("*");

    public ParameterGroups {
        groups = List.copyOf(groups);
    }

    public static ParameterGroups of(ParameterGroup... groups) {
        return new ParameterGroups(List.of(groups));
    }

    /** The group of a parameter, by its full name. */
    public ParameterGroup groupOf(String name) {
        for (ParameterGroup group : groups) {
            if (group.matches(name)) {
                return group;
            }
        }
        return REST;
    }

    /** A parameter's weight decay: its group's, else the optimizer's for a weight and 0 for a bias or normalization. */
    public float weightDecay(String name, Parameter.Role role, Optimizer optimizer) {
        float usual = role == Parameter.Role.WEIGHT ? optimizer.weightDecay() : 0;
        return (float) groupOf(name).weightDecay().orElse(usual);
    }

    /** A group that no parameter belongs to is a mistake. @throws EvenkeelException naming it */
    public void check(Collection<String> names) {
        List<ParameterGroup> used = names.stream().map(this::groupOf).toList();
        for (ParameterGroup group : groups) {
            if (!used.contains(group)) {
                boolean shadowed = names.stream().anyMatch(group::matches);
                throw new EvenkeelException("Parameter group '" + group.pattern() + "' "
                        + (shadowed
                                ? "comes after groups that hold all its parameters: put the narrower group first"
                                : "matches none of the " + names.size() + " parameters"
                                        + Suggestion.hint(group.pattern(), names)
                                        + " Their full names are as "
                                        + names.stream().findFirst().orElse("(none)")));
            }
        }
    }
}
