package dev.evenkeel.formats.onnx.schema;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether the nodes of a graph keep to ONNX's schema: known operators, as many inputs and outputs as they take, and settings
 * that they have. It knows the operators that exports use, in versions 17 to 23.
 */
public final class OnnxCheck {
    private final long opset;
    private final List<String> problems = new ArrayList<>();

    private OnnxCheck(long opset) {
        this.opset = opset;
    }

    /** What is wrong, in sentences that begin with the operator and the node's name; empty if nothing is. */
    public static List<String> problems(ModelProto model) {
        List<Long> versions = model.operatorSets().stream()
                .filter(set -> set.domain().isEmpty())
                .map(ModelProto.OperatorSet::version)
                .toList();
        if (versions.size() != 1) {
            return List.of("the model needs one version of ONNX's own operators, but has " + versions);
        }
        OnnxCheck check = new OnnxCheck(versions.get(0));
        model.graph().nodes().forEach(check::node);
        return List.copyOf(check.problems);
    }

    private void node(NodeProto node) {
        String who = node.operator() + " " + quoted(node.name()) + " ";
        if (!node.domain().isEmpty()) {
            problems.add(who + "is of the domain " + quoted(node.domain()) + ", not one of ONNX's own operators");
            return;
        }
        OperatorSchema.find(node.operator(), opset)
                .ifPresentOrElse(
                        schema -> node(who, node, schema), () -> problems.add(who + "is not known in opset " + opset));
    }

    private void node(String who, NodeProto node, OperatorSchema schema) {
        int inputs = node.inputs().size();
        if (inputs < schema.fewestInputs() || inputs > schema.mostInputs()) {
            problems.add(who + "needs " + schema.fewestInputs() + " to " + schema.mostInputs() + " inputs, but has "
                    + node.inputs());
        }
        if (node.inputs().stream().limit(schema.fewestInputs()).anyMatch(String::isEmpty)) {
            problems.add(who + "needs its first " + schema.fewestInputs() + " inputs, but has " + node.inputs());
        }
        if (node.outputs().isEmpty() || node.outputs().size() > schema.mostOutputs()) {
            problems.add(who + "gives 1 to " + schema.mostOutputs() + " outputs, but has " + node.outputs());
        }
        node.attributes().forEach((name, value) -> attribute(who, name, value, schema.attributes()));
        schema.attributes().forEach((name, setting) -> {
            if (setting.need() == OperatorSchema.Need.REQUIRED
                    && !node.attributes().containsKey(name)) {
                problems.add(who + "needs the attribute " + quoted(name) + ", but it is missing");
            }
        });
    }

    private void attribute(String who, String name, AttributeProto value, Map<String, OperatorSchema.Setting> known) {
        OperatorSchema.Setting setting = known.get(name);
        if (setting == null) {
            problems.add(who + "has no attribute " + quoted(name) + " in opset " + opset + " (known: "
                    + (known.isEmpty() ? "none" : String.join(", ", known.keySet())) + ")");
        } else if (!setting.kind().holds(value)) {
            problems.add(who + "needs " + setting.kind() + " for its attribute " + quoted(name) + ", but got " + value);
        }
    }
}
