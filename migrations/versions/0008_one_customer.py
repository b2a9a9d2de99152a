"""one customer across channels"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'

OPEN = sa.text("undone_at IS NULL")


def upgrade() -> None:
    op.create_table('identity_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('identity_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('evidence', sa.String(length=30), nullable=False),
    sa.Column('by', sa.String(length=100), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.String(length=100), nullable=True),
    sa.CheckConstraint('(identity_id IS NULL) <> (member_id IS NULL)', name=op.f('ck_identity_links_one_end')),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_identity_links_customer_id')),
    sa.ForeignKeyConstraint(['identity_id'], ['identities.id'], name=op.f('fk_identity_links_identity_id')),
    sa.ForeignKeyConstraint(['member_id'], ['customers.id'], name=op.f('fk_identity_links_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_links'))
    )
    op.create_index(op.f('ix_identity_links_customer_id'), 'identity_links', ['customer_id'], unique=False)
    for end in ('identity', 'member'):
        op.create_index(f'uq_identity_links_open_{end}', 'identity_links', [f'{end}_id'], unique=True,
                        sqlite_where=OPEN, postgresql_where=OPEN)

    op.create_table('dismissed_matches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('identity_id', sa.Integer(), nullable=False),
    sa.Column('other', sa.String(length=20), nullable=False),
    sa.Column('by', sa.String(length=100), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['identity_id'], ['identities.id'], name=op.f('fk_dismissed_matches_identity_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dismissed_matches')),
    sa.UniqueConstraint('identity_id', 'other', name=op.f('uq_dismissed_matches_identity_id'))
    )

    # What was believed already becomes a link; when it was learnt nobody wrote down.
    op.execute("""
        INSERT INTO identity_links (identity_id, customer_id, evidence, "by", at)
        SELECT id, customer_id, COALESCE(evidence, 'proof'), 'before links', created_at
        FROM identities WHERE customer_id IS NOT NULL
    """)
    # Conversations of before somebody proved who they are follow, as they do from now on.
    op.execute("""
        UPDATE conversations SET customer_id =
            (SELECT i.customer_id FROM identities i WHERE i.id = conversations.identity_id)
        WHERE customer_id IS NULL
    """)


def downgrade() -> None:
    op.drop_table('dismissed_matches')
    op.drop_table('identity_links')
