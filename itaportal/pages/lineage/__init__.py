"""Where a figure comes from (ที่มาของตัวเลข): the rule with the agency's own numbers, the inputs, the versions."""
