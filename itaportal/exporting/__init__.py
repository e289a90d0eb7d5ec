"""Many agencies and years out: tables for people and machines, and template workbooks that import reads back."""
