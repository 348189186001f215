package dev.evenkeel.text;

/** Names of layers and parameters with wildcards, as {@code layer1.*}. */
public final class NamePattern {
    private NamePattern() {}

    /** Whether {@code name} matches {@code pattern}, in which {@code *} stands for any characters. */
    public static boolean matches(String pattern, String name) {
        int at = 0;
        int from = 0;
        int star = -1;
        int retry = 0;
        while (from < name.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                retry = from;
            } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(from)) {
                at++;
                from++;
            } else if (star >= 0) {
                at = star + 1;
                from = ++retry;
            } else {
                return false;
            }
        }
        return pattern.substring(at).chars().allMatch(character -> character == '*');
    }
}
